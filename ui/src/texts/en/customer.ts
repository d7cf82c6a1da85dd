/** What the customer reads. */
export const en = {
  welcome: "Welcome",
  tell: "Tell your number, and check it here.",
  check: "Is this your number?",
  sending: "Sending…",
  delivered: "✓ Delivered",
  owed: "✕ Failed. The shop owes you the money",
  returned: "✕ Failed. Your money was given back",
  notKnown: "? Not known yet. The network may still deliver",
  practice: "PRACTICE",
};
