// Starts the program that reads and writes spreadsheets, in a worker of its own.
"use strict";
importScripts("/assets/worker.js");
wasm_bindgen({
  module_or_path: fetch("/assets/worker_bg.wasm", {
    integrity: "sha384-worker_bg.wasm",
    credentials: "same-origin",
  }),
}).catch(function (error) {
  // The page hears of it as an error of this worker.
  setTimeout(function () {
    throw error;
  });
});
