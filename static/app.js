/* What pages gain with JavaScript; every page works without it.
   1. Forms with data-autosave="URL" save their draft as one types and say so.
   2. Text areas grow with their text.
   3. The review queue is walked by keyboard: j next, k previous, a to the accept button, r to the reason for return.
   4. The side navigation of a long form marks the entry one is in.
   5. A form of many like rows shows the first few, and one more each time it is asked for.
   6. What is to be decided on a draft of a plan: j (or down) to the next, k (or up) to the one before, a digit presses the
      button that bears it. */
(function () {
  "use strict";

  function each(selector, act) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), act);
  }

  /* The answer of the autosave address: {"saved_at": "09:12", "version_6": 3, …}; each value is put into
     the form's own hidden field, so that the next save does not conflict with this one. */
  function autosave(form) {
    var line = form.querySelector("[data-saved]");
    var timer = null;
    var saving = false;
    var failed = false;
    var dirty = false;

    function say(text, failed) {
      if (!line) { return; }
      line.textContent = text;
      line.classList.toggle("failed", failed);
    }
    function body() {
      var fields = new URLSearchParams();
      new FormData(form).forEach(function (value, name) {
        if (typeof value === "string") { fields.append(name, value); }
      });
      return fields;
    }
    function kept(answer) {
      Object.keys(answer).forEach(function (name) {
        var field = form.elements[name];
        if (field && field.type === "hidden") { field.value = answer[name]; }
      });
      var button = form.querySelector("[data-submit-label]");
      if (button && answer.submit_label) { button.textContent = answer.submit_label; }
      say("草稿已于 " + answer.saved_at + " 自动保存", false);
    }
    function save(leaving) {
      clearTimeout(timer);
      if (saving || !dirty) { return; }
      saving = true;
      dirty = false;
      fetch(form.dataset.autosave, {
        method: "POST", body: body(), credentials: "same-origin", redirect: "manual", keepalive: leaving === true,
        headers: { "Accept": "application/json" }
      }).then(function (response) {
        var json = (response.headers.get("Content-Type") || "").indexOf("application/json") === 0;
        if (response.ok && json) { return response.json().then(kept); }
        // A refusal says why; it is not tried again before the next key.
        return (json ? response.json() : Promise.resolve({})).then(function (answer) {
          say(answer.message || "未能保存，请点“暂存”", true);
        });
      }).catch(function () {
        // The network is away: what was typed is tried again by itself.
        dirty = true;
        failed = true;
        say("未能保存，稍后自动重试；也可点“暂存”", true);
      }).then(function () {
        saving = false;
        if (dirty) { timer = setTimeout(save, failed ? 15000 : 1500); }
        failed = false;
      });
    }
    function changed() {
      dirty = true;
      clearTimeout(timer);
      timer = setTimeout(save, 1500);
    }
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    form.addEventListener("submit", function () { dirty = false; clearTimeout(timer); });
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden") { save(true); }
    });
  }

  function grow(area) {
    function fit() {
      if (area.scrollHeight > area.clientHeight) { area.style.height = area.scrollHeight + 4 + "px"; }
    }
    area.addEventListener("input", fit);
    fit();
  }

  function typing(target) {
    if (target.tagName === "INPUT" && /^(radio|checkbox)$/.test(target.type)) { return false; }
    return /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable;
  }
  function follow(selector) {
    var link = document.querySelector(selector);
    if (link) { link.click(); }
    return Boolean(link);
  }
  function focusOn(selector) {
    var element = document.querySelector(selector);
    if (element) { element.focus(); }
    return Boolean(element);
  }
  function reviewKeys() {
    if (!document.querySelector("[data-review]")) { return; }
    document.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) { return; }
      var done = (event.key === "j" && follow("[data-review-next]")) ||
        (event.key === "k" && follow("[data-review-previous]")) ||
        (event.key === "a" && focusOn("[data-review-accept]")) ||
        (event.key === "r" && focusOn("[data-review-reason]"));
      if (done) { event.preventDefault(); }
    });
  }

  function sideNav(nav) {
    if (!("IntersectionObserver" in window)) { return; }
    function mark(id) {
      Array.prototype.forEach.call(nav.querySelectorAll("a[href^='#']"), function (link) {
        if (link.getAttribute("href") === "#" + id) { link.setAttribute("aria-current", "true"); } else { link.removeAttribute("aria-current"); }
      });
    }
    var seen = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) { if (entry.isIntersecting) { mark(entry.target.id); } });
    }, { rootMargin: "0px 0px -70% 0px" });
    each(".entry[id]", function (entry) { seen.observe(entry); });
    document.addEventListener("focusin", function (event) {
      var entry = event.target.closest(".entry[id]");
      if (entry) { mark(entry.id); }
    });
  }

  function spareRows(button) {
    var form = button.form;
    function spare() { return form.querySelector("[data-spare][hidden]"); }
    Array.prototype.forEach.call(form.querySelectorAll("[data-spare]"), function (row) { row.hidden = true; });
    button.hidden = !spare();
    button.addEventListener("click", function () {
      var row = spare();
      row.hidden = false;
      button.hidden = !spare();
      row.querySelector("select, input, textarea").focus();
    });
  }

  function decideKeys() {
    var open = Array.prototype.slice.call(document.querySelectorAll("[data-decide]"));
    if (!open.length) { return; }
    function current() { return document.activeElement && document.activeElement.closest("[data-decide]"); }
    function go(step) {
      var at = open.indexOf(current());
      var to = at < 0 ? (step > 0 ? 0 : open.length - 1) : at + step;
      if (open[to]) { open[to].focus(); open[to].scrollIntoView({ block: "center" }); }
    }
    function press(digit) {
      var here = current();
      var keys = here ? here.querySelectorAll("kbd") : [];
      Array.prototype.forEach.call(keys, function (key) {
        if (key.textContent === digit) { key.parentNode.click(); }
      });
    }
    document.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) { return; }
      var arrows = Boolean(current());
      if (event.key === "j" || (arrows && event.key === "ArrowDown")) { go(1); }
      else if (event.key === "k" || (arrows && event.key === "ArrowUp")) { go(-1); }
      else if (/^[1-9]$/.test(event.key) && arrows) { press(event.key); }
      else { return; }
      event.preventDefault();
    });
    var here = location.hash && document.getElementById(location.hash.slice(1));
    if (here && open.indexOf(here) >= 0) { here.focus(); }
  }

  each("form[data-autosave]", autosave);
  each("textarea", grow);
  each(".side-nav", sideNav);
  each("[data-more]", spareRows);
  reviewKeys();
  decideKeys();
}());
