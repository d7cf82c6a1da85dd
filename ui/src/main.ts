import { mount } from "svelte";
import App from "./App.svelte";

const target = document.getElementById("app");
if (target) {
  // The field of the page's shell takes keys before there is a script: what was typed into it goes on in the form.
  const early = document.querySelector<HTMLInputElement>("#early-number");
  early?.focus();
  performance.mark("takes-keys");
  const typed = early?.value ?? "";
  target.replaceChildren();
  mount(App, { target, props: { typed } });
}
