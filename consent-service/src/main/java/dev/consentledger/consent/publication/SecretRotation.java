package dev.consentledger.consent.publication;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.kernel.identifier.MatchSecrets;
import dev.consentledger.kernel.permission.PermissionMessage;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One term's part in rotating the match secret, in short steps between the batches of fresh
 * entries. A step is taken only while no batch is under way and the cursor is saved, so that it
 * tells states at the very position that was told last, and no later term repeats an older state
 * after it (ADR 5). On the executor's one thread.
 */
final class SecretRotation {
  private static final Logger LOG = Logger.getLogger(SecretRotation.class);

  private final SecretVersions store;
  private final Supplier<MatchSecrets> file;
  private final PermissionFold fold;
  private final TopicWriter writer;
  private final long term;
  private final Position headAtStart;
  private final int subjectsMax;
  private final Executor executor;
  private SecretPlan plan;

  /** What is to be announced next. */
  private @Nullable SecretPlan next;

  /**
   * @param begun its plan is announced before anything else; until the term has read up to its
   *     head, the topic may tell a later position
   * @param subjectsMax published again in one step
   */
  SecretRotation(
      SecretVersions store,
      Supplier<MatchSecrets> file,
      PermissionFold fold,
      TopicWriter writer,
      PublicationStart begun,
      int subjectsMax,
      Executor executor) {
    this.store = store;
    this.file = file;
    this.fold = fold;
    this.writer = writer;
    this.term = begun.cursor().term();
    this.headAtStart = begun.head();
    this.subjectsMax = subjectsMax;
    this.executor = executor;
    this.plan = begun.plan();
    this.next = begun.plan();
  }

  /** Whether nothing fresh may be folded before the next step. */
  boolean isUrgent() {
    return next != null;
  }

  /**
   * @param read the position up to which the term has told everything
   */
  boolean isDue(Position read) {
    return isUrgent() || (plan.underWay().isPresent() && read.isAtLeast(headAtStart));
  }

  /** Looks whether an operator has changed something. */
  Uni<Void> look() {
    return store.load().emitOn(executor).invoke(this::seen).replaceWithVoid();
  }

  private void seen(SecretPlan loaded) {
    if (next == null && !loaded.isSameAs(plan)) {
      try {
        secrets(loaded);
        next = loaded;
      } catch (SecretMissing e) {
        LOG.warnf("The match secret is not rotated yet: %s", e.getMessage());
      }
    }
  }

  /** Takes the next step, and answers what it told. */
  Uni<List<PermissionMessage>> step(Position at) {
    SecretPlan announced = next;
    return announced != null ? announce(announced, at) : republish(at);
  }

  /** Tells nothing itself: whatever is told next begins with it. */
  private Uni<List<PermissionMessage>> announce(SecretPlan announced, Position at) {
    fold.publishUnder(secrets(announced), announced.told(), at);
    plan = announced;
    next = null;
    return Uni.createFrom().item(List.of());
  }

  private Uni<List<PermissionMessage>> republish(Position at) {
    SecretVersion version = plan.underWay().orElseThrow();
    return store
        .subjectsAfter(version.republishedTo(), subjectsMax)
        .emitOn(executor)
        .chain(page ->
            page.isEmpty() ? finish(version).replaceWith(List.of()) : tell(version, page, at));
  }

  private Uni<List<PermissionMessage>> tell(
      SecretVersion version, List<SubjectId> page, Position at) {
    SecretVersion progress = version.republished(page.getLast(), page.size());
    return fold.states(page, at)
        .chain(this::write)
        .call(() -> store.save(term, progress))
        .emitOn(executor)
        .invoke(_ -> plan = plan.with(progress));
  }

  private Uni<Void> finish(SecretVersion version) {
    return store
        .finish(term, version.version())
        .emitOn(executor)
        .invoke(finished -> {
          next = finished;
          LOG.infof(
              "Version %d of the match secret is %s",
              version.version(),
              finished.of(version.version()).map(each -> each.state().code()).orElse("gone"));
        })
        .replaceWithVoid();
  }

  private Uni<List<PermissionMessage>> write(List<PermissionMessage> messages) {
    return messages.isEmpty()
        ? Uni.createFrom().item(messages)
        : writer.write(messages, Map.of()).replaceWith(messages);
  }

  private List<MatchSecret> secrets(SecretPlan of) {
    MatchSecrets known = file.get();
    var secrets = new ArrayList<MatchSecret>();
    for (int version : of.carried()) {
      secrets.add(known.of(version).orElseThrow(() -> new SecretMissing(version)));
    }
    return secrets;
  }
}
