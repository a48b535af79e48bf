"use strict";
// Filters of a list: by what a select or a text field asks for. Without a script everything is shown.
(() => {
  const form = document.querySelector("[data-filter]");
  if (form) {
    const entries = [...document.querySelectorAll("[data-entry]")];
    const shown = form.querySelector("output");
    const value = (name) => form.elements[name] ? form.elements[name].value : "";
    const apply = () => {
      const level = value("level");
      const operation = value("operation");
      const text = value("text").toLowerCase();
      let count = 0;
      for (const entry of entries) {
        const operations = entry.dataset.operations.split("\n");
        entry.hidden = (level !== "" && entry.dataset.level !== level)
          || (operation !== "" && !operations.includes(operation))
          || (text !== "" && !entry.textContent.toLowerCase().includes(text));
        count += entry.hidden ? 0 : 1;
      }
      shown.textContent = count + " of " + entries.length + " shown";
    };
    form.hidden = false;
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    apply();
  }
  // A button that copies the text before it.
  for (const block of document.querySelectorAll("pre[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", () => {
      const range = document.createRange();
      range.selectNodeContents(block);
      const selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      if (navigator.clipboard) {
        navigator.clipboard.writeText(block.textContent).then(
          () => { button.textContent = "Copied"; },
          () => { button.textContent = "Selected: press Ctrl+C"; });
      } else {
        button.textContent = "Selected: press Ctrl+C";
      }
    });
    block.before(button);
  }
  // On paper everything is open.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => { for (const details of opened) details.open = false; });
})();
