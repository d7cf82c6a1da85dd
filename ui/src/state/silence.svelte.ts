/** Reads that the program has not answered in time. The page says so as long as there is one. */
export const silence = $state({ reads: 0 });
