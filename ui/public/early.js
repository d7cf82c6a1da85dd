// The number field takes keys from here on, before the page's script is there: `make bench-start` measures up to this mark.
document.getElementById("early-number").focus();
performance.mark("takes-keys");
