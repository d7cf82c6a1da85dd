import { mount } from "svelte";
import Customer from "./views/Customer.svelte";

const target = document.getElementById("app");
if (target) mount(Customer, { target });
