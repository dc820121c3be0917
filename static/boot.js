// Starts the page, or says why it can't be started. Old browsers read this too: no modern syntax here.
(function () {
  "use strict";
  var main = document.getElementById("main");
  var languages = wanted();

  var loading = document.getElementById("boot-loading");
  speak(loading);
  loading.hidden = false;

  // The languages to look for, most wanted first; the program decides in the same way.
  function wanted() {
    var list = [];
    try {
      list = [sessionStorage.getItem("tacit-language")];
    } catch (refused) {
      // A browser that keeps nothing has no choice to remember.
    }
    return list.concat(navigator.languages || navigator.language || []);
  }

  // Shows the part of an element in the first of these languages that it has; English if it has none of them.
  function speak(element) {
    var parts = element.children;
    var shown = parts[0];
    for (var i = languages.length - 1; i >= 0; i--) {
      for (var j = 0; j < parts.length; j++) {
        var language = String(languages[i]).split("-")[0].toLowerCase();
        if (parts[j].lang === language) shown = parts[j];
      }
    }
    for (var k = 0; k < parts.length; k++) parts[k].hidden = parts[k] !== shown;
    document.documentElement.lang = shown.lang;
    document.documentElement.dir = shown.dir;
    return shown;
  }

  function fail(reason) {
    var message = document.getElementById("boot-" + reason);
    if (!message || document.getElementById("heading")) return;
    var shown = speak(message);
    loading.hidden = true;
    message.hidden = false;
    main.setAttribute("data-state", reason);
    document.title = shown.getElementsByTagName("h1")[0].textContent + " – Tacit";
  }

  var buttons = document.getElementById("boot-failed").getElementsByTagName("button");
  for (var i = 0; i < buttons.length; i++) {
    buttons[i].onclick = function () {
      location.reload();
    };
  }

  // The program says so when its texts can't be had.
  addEventListener("tacit-failed", function () {
    fail("failed");
  });

  if (typeof WebAssembly !== "object" || typeof fetch !== "function" || !window.crypto) {
    fail("unsupported");
  } else if (typeof wasm_bindgen === "undefined") {
    // The script is there but couldn't be read, or it could not be loaded.
    fail("failed");
  } else {
    var texts = document.querySelector('link[rel="texts"][hreflang="' + document.documentElement.lang + '"]');
    if (texts) {
      // So that they are here when the program asks for them.
      fetch(texts.href, { integrity: texts.integrity }).catch(function () {});
    }
    var program = fetch("/assets/web_bg.wasm", { integrity: "sha384-web_bg.wasm", credentials: "same-origin" });
    wasm_bindgen({ module_or_path: program }).catch(function () {
      fail("failed");
    });
  }
})();
