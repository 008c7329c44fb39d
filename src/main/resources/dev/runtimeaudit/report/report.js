"use strict";
(() => {
  const form = document.getElementById("filter");
  const names = ["service", "severity", "rule", "state"];
  const output = form.querySelector("output");
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const apply = () => {
    const wanted = names.map((name) => [name, form.elements[name].value]).filter(([, value]) => value);
    const fits = (element) => wanted.every(([name, value]) => (element.dataset[name] || "").split(" ").includes(value));
    let shown = 0;
    for (const finding of all("article.finding")) {
      finding.hidden = !fits(finding);
      shown += finding.hidden || finding.dataset.state === "undecided" ? 0 : 1;
    }
    const service = form.elements.service.value;
    const more = wanted.some(([name]) => name !== "service");
    for (const card of all("section.card")) {
      const mine = !service || card.dataset.service === service;
      card.hidden = !mine || (more && !card.querySelector("article.finding:not([hidden])"));
    }
    for (const line of all("#overview tbody tr")) {
      line.hidden = Boolean(service) && line.dataset.service !== service;
    }
    for (const id of ["undecided", "workspace"]) {
      const part = document.getElementById(id);
      if (part) part.hidden = !part.querySelector("article.finding:not([hidden])");
    }
    output.textContent = wanted.length ? shown + (shown === 1 ? " finding" : " findings") : "";
    const query = new URLSearchParams(wanted).toString();
    try { history.replaceState(null, "", (query ? "?" + query : location.pathname) + location.hash); } catch (e) { /* a page without an address keeps its filter to itself */ }
  };
  const given = new URLSearchParams(location.search);
  for (const name of names) {
    const value = given.get(name);
    if (value && Array.from(form.elements[name].options).some((option) => option.value === value)) form.elements[name].value = value;
  }
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  const folded = [];
  addEventListener("beforeprint", () => all("details:not([open])").forEach((each) => { each.open = true; folded.push(each); }));
  addEventListener("afterprint", () => folded.splice(0).forEach((each) => { each.open = false; }));
  apply();
})();
