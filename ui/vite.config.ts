import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [svelte()],
  clearScreen: false,
  server: { port: 1420, strictPort: true },
  build: {
    target: "safari16",
    modulePreload: { polyfill: false },
    // The page's security policy knows no data: fonts or scripts.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // The till's page, and the one that the customer reads.
    rolldownOptions: { input: ["index.html", "customer.html"] },
  },
});
