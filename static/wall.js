/* Keeps the wall true without anyone touching it: main[data-events] names the address of server-sent events; each
   event, and every 60 s whatever happens, the page is fetched again and its main content put in place. When that fails
   (the server starts anew, the network is cut) the last picture stays and says since when it stands still, until the
   server answers again. Several sheets (.wall-page) turn, each after its data-seconds (20 without). */
(function () {
  "use strict";

  var main = document.querySelector("main[data-events]");
  if (!main) { return; }
  var shown = 0;
  var held = false;
  var fetching = false;
  var turning = null;
  var trying = null;
  /* A cut network may answer nothing at all: a request that takes longer is given up. */
  var LONGEST_REQUEST = 20000;
  var TRY_AGAIN = 10000;

  function pages() { return main.querySelectorAll(".wall-page"); }

  function showPage() {
    var all = pages();
    if (all.length === 0) { return; }
    shown = shown % all.length;
    Array.prototype.forEach.call(all, function (page, index) { page.hidden = index !== shown; });
  }

  function secondsShown() {
    var page = pages()[shown];
    return Number(page && page.dataset.seconds) || 20;
  }

  /* Turns on when the sheet shown has stood for its time; new content does not begin the time anew. */
  function turnLater() {
    clearTimeout(turning);
    turning = setTimeout(function () {
      if (!held && !main.contains(document.activeElement)) { shown += 1; showPage(); }
      turnLater();
    }, secondsShown() * 1000);
  }

  function asOf() {
    var stamp = main.querySelector("[data-as-of]");
    return stamp ? stamp.dataset.asOf : "";
  }

  function stale(is) {
    var notice = main.querySelector("[data-stale]");
    if (!notice) { return; }
    notice.hidden = !is;
    notice.textContent = is ? "数据已于 " + asOf() + " 后未更新" : "";
  }

  function scriptOf(root) {
    var script = root.querySelector("script[src*='/wall.js']");
    return script ? script.getAttribute("src") : null;
  }

  function put(text) {
    var whole = new DOMParser().parseFromString(text, "text/html");
    var fresh = whole.querySelector("main[data-events]");
    if (!fresh) { throw new Error("not the wall"); }
    /* The program was renewed: its pages want its own style and script. */
    if (scriptOf(whole) !== scriptOf(document)) {
      location.reload();
      return;
    }
    var focused = document.activeElement && main.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    main.innerHTML = fresh.innerHTML;
    showPage();
    if (focused) {
      Array.prototype.some.call(main.querySelectorAll("a[href]"), function (link) {
        var same = link.getAttribute("href") === focused;
        if (same) { link.focus(); }
        return same;
      });
    }
  }

  /* Signed out, or the kiosk link was revoked: nothing may stay on the screen, whatever the reload then brings. */
  function goDark() {
    main.innerHTML = "";
    location.reload();
  }

  function refresh() {
    if (fetching) { return; }
    fetching = true;
    var request = new AbortController();
    var limit = setTimeout(function () { request.abort(); }, LONGEST_REQUEST);
    fetch(location.href, { credentials: "same-origin", cache: "no-store", signal: request.signal }).then(function (response) {
      if (response.redirected || response.status === 401 || response.status === 403 || response.status === 404) {
        goDark();
        throw new Error("no longer allowed");
      }
      if (!response.ok) { throw new Error("refused"); }
      return response.text();
    }).then(function (text) {
      put(text);
      stale(false);
    }).catch(function () {
      stale(true);
      clearTimeout(trying);
      trying = setTimeout(refresh, TRY_AGAIN);
    }).then(function () {
      clearTimeout(limit);
      fetching = false;
    });
  }

  /* The browser reconnects a lost stream by itself, but gives up one that was answered with an error (a proxy before a
     server that is just starting): then it is opened anew. What came meanwhile was missed: every opening but the first
     looks again. A refusal is left to the fetch, which makes it known. */
  function listen(isFirst) {
    var events = new EventSource(main.dataset.events);
    events.onmessage = refresh;
    events.onopen = function () {
      if (!isFirst) { refresh(); }
      isFirst = false;
    };
    events.onerror = function () {
      refresh();
      if (events.readyState === EventSource.CLOSED) { setTimeout(function () { listen(false); }, TRY_AGAIN); }
    };
  }

  if ("EventSource" in window) { listen(true); }
  setInterval(refresh, 60000);
  /* A cable pulled out or put back, where the browser notices: the stream may not, for minutes. */
  window.addEventListener("offline", refresh);
  window.addEventListener("online", refresh);

  main.addEventListener("click", function (event) {
    var hold = event.target.closest("[data-hold]");
    if (!hold) { return; }
    held = !held;
    hold.textContent = held ? "继续翻页" : "暂停翻页";
  });
  showPage();
  turnLater();
}());
