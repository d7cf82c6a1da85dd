/** The locked screen, and the recovery code. */
export const en = {
  who: "Who is at the counter?",
  owner: "owner",
  theOwner: "The owner",
  forgotten: "Forgotten passphrase",
  pin: "PIN",
  passphrase: "Passphrase",
  recovery: "The recovery code that was written down",
  fresh: "A new passphrase: four words do well",
  setFresh: "Set the new passphrase [[Enter]]",
  signIn: "Sign in [[Enter]]",
  back: "Back [[Esc]]",
  locked: "This PIN is locked after too many wrong tries. The owner sets another.",
  wait: (s: number) => `After wrong tries: wait ${s} seconds.`,
  iForgot: "I have forgotten it",
  ownersPassphrase: "The owner's passphrase [[:Owner]]",
  goOn: "Sales under way go on. What is not known is still asked about.",
  lookingCode: "Looking at the code…",
  lookingPassphrase: "Looking at the passphrase…",
  lookingPin: "Looking at the PIN…",

  writeDown: "Write this down, on paper",
  codeIsFor:
    "With it the owner gets back in when the passphrase is forgotten. It is shown this one time, and works once. Keep it away from the till.",
  written: "I have written it down",
  askedAgain: "Go on: Airtill asks for a new code later",
};
