/* Keeps the wall true without anyone touching it: main[data-events] names the address of server-sent events; each
   event, and every 60 s whatever happens, the page is fetched again and its main content put in place. When that fails
   the wall says since when its data stand still. A wall of several pages (.wall-page) turns every 20 s. */
(function () {
  "use strict";

  var main = document.querySelector("main[data-events]");
  if (!main) { return; }
  var shown = 0;
  var held = false;
  var fetching = false;

  function pages() { return main.querySelectorAll(".wall-page"); }

  function showPage() {
    var all = pages();
    if (all.length === 0) { return; }
    shown = shown % all.length;
    Array.prototype.forEach.call(all, function (page, index) { page.hidden = index !== shown; });
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

  function put(text) {
    var fresh = new DOMParser().parseFromString(text, "text/html").querySelector("main[data-events]");
    if (!fresh) { throw new Error("not the wall"); }
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

  function refresh() {
    if (fetching) { return; }
    fetching = true;
    fetch(location.href, { credentials: "same-origin", cache: "no-store" }).then(function (response) {
      /* Signed out, or the kiosk link was withdrawn: nothing may stay on the screen. */
      if (response.redirected || response.status === 401 || response.status === 403 || response.status === 404) {
        location.reload();
        throw new Error("no longer allowed");
      }
      if (!response.ok) { throw new Error("refused"); }
      return response.text();
    }).then(function (text) {
      put(text);
      stale(false);
    }).catch(function () {
      stale(true);
    }).then(function () { fetching = false; });
  }

  if ("EventSource" in window) {
    new EventSource(main.dataset.events).onmessage = refresh;
  }
  setInterval(refresh, 60000);

  main.addEventListener("click", function (event) {
    var hold = event.target.closest("[data-hold]");
    if (!hold) { return; }
    held = !held;
    hold.textContent = held ? "继续翻页" : "暂停翻页";
  });
  setInterval(function () {
    if (!held && !main.contains(document.activeElement)) { shown += 1; showPage(); }
  }, 20000);
  showPage();
}());
