package dev.consentledger.kernel.evidence;

/** Told now and then how far a verification is. */
@FunctionalInterface
public interface Progress {
  Progress NONE = (_, _, _) -> {};

  /**
   * Says how far this check is.
   *
   * @param done of {@code total}, in bytes or entries
   */
  void at(Check.Name check, long done, long total);
}
