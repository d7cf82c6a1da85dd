import { mount } from "svelte";
import App from "./App.svelte";

const target = document.getElementById("app");
if (target) {
  // The field of the page's shell takes keys before this script is there: what was typed into it goes on in the form.
  const typed = document.querySelector<HTMLInputElement>("#early-number")?.value ?? "";
  target.replaceChildren();
  mount(App, { target, props: { typed } });
}
