package dev.consentledger.consent.decision;

/** Whether a grant may name a notice, as far as the ledger's notices say. */
public enum NoticeStanding {
  /** This very text is registered, and its version stands; or the operator asks for no more. */
  STANDS,
  /** No text is registered for this version and locale. */
  UNKNOWN,
  /** Another text is registered for this version and locale. */
  DIFFERS,
  /** The version is invalidated: no grant under it counts. */
  INVALID
}
