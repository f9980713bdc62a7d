package dev.consentledger.consent.intake;

/** Counts an import's answers, which come one after another. */
final class ImportTally {
  private long accepted;
  private long refused;
  private long position;

  void count(ImportAnswer answer) {
    Long at = answer.position();
    if (at == null) {
      refused++;
    } else {
      accepted++;
      position = Math.max(position, at);
    }
  }

  ImportAnswer.Summary summary() {
    return new ImportAnswer.Summary(accepted + refused, accepted, refused, position);
  }
}
