// Starts the program that shares, proves and seals, in a worker of its own.
"use strict";
importScripts("/assets/sealer.js");
wasm_bindgen({
  module_or_path: fetch("/assets/sealer_bg.wasm", {
    integrity: "sha384-sealer_bg.wasm",
    credentials: "same-origin",
  }),
}).catch(function (error) {
  // The page hears of it as an error of this worker.
  setTimeout(function () {
    throw error;
  });
});
