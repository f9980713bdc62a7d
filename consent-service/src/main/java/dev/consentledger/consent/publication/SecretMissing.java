package dev.consentledger.consent.publication;

import dev.consentledger.consent.leader.TermTrouble;

/** The file of match secrets lacks a version that is published, or can't be read just now. */
final class SecretMissing extends TermTrouble {
  private static final long serialVersionUID = 1L;

  SecretMissing(int version) {
    super("this instance's file of match secrets lacks version " + version);
  }

  /** The file's own message names the setting and repeats nothing of its content. */
  SecretMissing(IllegalArgumentException unreadable) {
    super(String.valueOf(unreadable.getMessage()), unreadable);
  }
}
