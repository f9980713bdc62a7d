package dev.consentledger.consent.publication;

import dev.consentledger.consent.privacy.Subjects;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.EventKey;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.SubjectId;
import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Subjects in memory, with ids and keys made from the account, and erasure. */
final class TestSubjects implements Subjects {
  private final Map<SubjectId, Subject> known = new ConcurrentHashMap<>();

  static SubjectId subjectOf(AccountId account) {
    return new SubjectId(
        UUID.nameUUIDFromBytes(("subject of " + account.value()).getBytes(StandardCharsets.UTF_8)));
  }

  Subject subject(AccountId account) {
    return known.computeIfAbsent(
        subjectOf(account), id -> new Subject(id, account, new KeySeal(dataKey(account))));
  }

  void erase(AccountId account) {
    known.remove(subjectOf(account));
  }

  @Override
  public Uni<Registered> register(AccountId account) {
    return Uni.createFrom().item(() -> new Registered(subject(account), false));
  }

  @Override
  public Uni<Optional<Subject>> find(AccountId account) {
    return find(subjectOf(account));
  }

  @Override
  public Uni<Optional<Subject>> find(SubjectId subject) {
    return Uni.createFrom().item(() -> Optional.ofNullable(known.get(subject)));
  }

  @Override
  public Uni<Void> destroy(SubjectId subject, Position erasedAt) {
    return Uni.createFrom().item(() -> known.remove(subject)).replaceWithVoid();
  }

  private static byte[] dataKey(AccountId account) {
    return Arrays.copyOf(account.value().getBytes(StandardCharsets.UTF_8), EventKey.KEY_BYTES);
  }

  private static final class KeySeal implements Seal {
    private final byte[] dataKey;

    private KeySeal(byte[] dataKey) {
      this.dataKey = dataKey;
    }

    @Override
    public byte[] seal(SealedFor what, byte[] plain) {
      return EventKey.derive(dataKey, what.id()).seal(what, plain, new SecureRandom());
    }

    @Override
    public Optional<byte[]> open(SealedFor what, byte[] box) {
      return Optional.of(EventKey.derive(dataKey, what.id()).open(what, box));
    }
  }
}
