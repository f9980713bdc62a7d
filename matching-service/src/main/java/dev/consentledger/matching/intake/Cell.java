package dev.consentledger.matching.intake;

/** One cell that may hold an identifier. Its {@code toString} does not print the value. */
record Cell(ColumnKind kind, String text) {
  @Override
  public String toString() {
    return "Cell(" + kind + ", not printed)";
  }
}
