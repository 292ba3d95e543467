// An answer that a network hands to the browser alone, in the fragment of the address: puts it into
// the form of the page and sends that, so that the answer never stands in an address we are asked for.
"use strict";

(() => {
  const form = document.querySelector("form[data-sealed]");
  if (!form) return;
  const field = form.elements.namedItem(form.dataset.sealed);
  const found = new RegExp(`[#&]${form.dataset.sealed}=([A-Za-z0-9_=-]+)`).exec(location.hash);
  history.replaceState(null, "", location.pathname + location.search);
  if (found) {
    field.value = found[1];
    form.submit();
  }
})();
