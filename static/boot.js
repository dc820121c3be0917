// Starts the page, or says why it can't be started. Old browsers read this too: no modern syntax here.
(function () {
  "use strict";
  var main = document.getElementById("main");

  var loading = document.getElementById("boot-loading");
  loading.hidden = false;

  function fail(reason) {
    var message = document.getElementById("boot-" + reason);
    if (!message || document.getElementById("heading")) return;
    loading.hidden = true;
    message.hidden = false;
    main.setAttribute("data-state", reason);
    document.title = message.getElementsByTagName("h1")[0].textContent + " – Tacit";
  }

  var reload = document.getElementById("boot-reload");
  if (reload) {
    reload.onclick = function () {
      location.reload();
    };
  }

  if (typeof WebAssembly !== "object" || typeof fetch !== "function" || !window.crypto) {
    fail("unsupported");
  } else if (typeof wasm_bindgen === "undefined") {
    // The script is there but couldn't be read, or it could not be loaded.
    fail("failed");
  } else {
    var program = fetch("/assets/web_bg.wasm", { integrity: "sha384-web_bg.wasm", credentials: "same-origin" });
    wasm_bindgen({ module_or_path: program }).catch(function () {
      fail("failed");
    });
  }
})();
