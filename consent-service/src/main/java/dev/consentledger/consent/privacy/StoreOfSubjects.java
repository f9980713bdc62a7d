package dev.consentledger.consent.privacy;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.DatabaseException;

/** What trouble with the store of subjects is called, without the server's words. */
final class StoreOfSubjects {
  private StoreOfSubjects() {}

  /** The answer within the limit, or {@link SubjectsUnavailable}. */
  static <T> Uni<T> answer(Uni<T> asked, PrivacySettings settings) {
    return asked
        .ifNoItem()
        .after(settings.storeTimeout())
        .fail()
        .onFailure()
        .transform(StoreOfSubjects::trouble);
  }

  private static SubjectsUnavailable trouble(Throwable failure) {
    return new SubjectsUnavailable(
        failure instanceof DatabaseException refused
            ? "the store of subjects failed, SQLSTATE " + refused.getSqlState()
            : "the store of subjects did not answer");
  }
}
