package dev.consentledger.consent.privacy;

import dev.consentledger.consent.privacy.Subjects.Subject;
import dev.consentledger.kernel.event.AccountId;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.UUID;

/** A subject before it is stored: as it can be used at once, and its data key wrapped. */
record FreshSubject(Subject opened, WrappedKey key) {
  AccountId account() {
    return opened.account();
  }

  /** Columns as arrays: subject, account, version of the key-encryption key, wrapped key. */
  static Tuple rows(List<FreshSubject> all) {
    return Tuple.tuple()
        .addArrayOfUUID(all.stream().map(one -> one.opened().id().value()).toArray(UUID[]::new))
        .addArrayOfString(all.stream().map(one -> one.account().value()).toArray(String[]::new))
        .addArrayOfInteger(all.stream().map(one -> one.key().version()).toArray(Integer[]::new))
        .addValue(all.stream().map(one -> Buffer.buffer(one.key().bytes())).toArray(Buffer[]::new));
  }
}
