package dev.consentledger.matching.audience;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.AdvertiserId;
import dev.consentledger.kernel.event.AudienceId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.matching.audience.AudienceStore.Stored;
import dev.consentledger.matching.pairing.AudienceConfig;
import dev.consentledger.matching.pairing.Fence;
import dev.consentledger.matching.pairing.Ledger;
import dev.consentledger.matching.pairing.ReadyRuns;
import dev.consentledger.matching.problems.ProblemType;
import dev.consentledger.matching.problems.Problems;
import dev.consentledger.matching.projection.Permissions;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Creates, deletes and reads audiences. A creation is recorded before it is answered; a deletion
 * hides the audience before it is recorded, and is finished even when nobody asks again.
 */
@ApplicationScoped
class Audiences {
  /** Looking so many up takes some microseconds, less than changing the thread. */
  private static final int ACCOUNTS_ON_LOOP_MAX = 32;

  private final AudienceStore store;
  private final Deletions deletions;
  private final Ledger ledger;
  private final Fence fence;
  private final ReadyRuns runs;
  private final Permissions permissions;
  private final long minimumSize;

  Audiences(
      AudienceStore store,
      Deletions deletions,
      Ledger ledger,
      Fence fence,
      ReadyRuns runs,
      Permissions permissions,
      AudienceConfig config) {
    this.store = store;
    this.deletions = deletions;
    this.ledger = ledger;
    this.fence = fence;
    this.runs = runs;
    this.permissions = permissions;
    this.minimumSize = config.minimumSize();
  }

  /** An audience behind the fence: what is read of it reflects at least this position. */
  record Behind(Position position, LiveAudience audience) {}

  /** An advertiser's view and the position that it reflects. */
  record View(AudienceView audience, Position reflected) {}

  Uni<AudienceView> create(AdvertiserId advertiser, String name, @Nullable String key) {
    AudienceId id = new AudienceId(UUID.randomUUID());
    return store
        .insert(id, advertiser, name, key)
        .chain(inserted -> {
          if (inserted) {
            return recorded(new Stored(id, name, null, false, null, false, false), advertiser);
          }
          return store
              .byKey(advertiser, key == null ? "" : key)
              .map(found ->
                  found.filter(stored -> !stored.deleting()).orElseThrow(Audiences::unknown))
              .chain(stored -> recorded(stored, advertiser));
        });
  }

  private Uni<AudienceView> recorded(Stored stored, AdvertiserId advertiser) {
    Position before = stored.position();
    if (before != null) {
      return Uni.createFrom().item(AudienceView.created(stored, before));
    }
    return ledger
        .audienceCreated(stored.id(), advertiser)
        .call(at -> store.created(stored.id(), at))
        .map(at -> AudienceView.created(stored, at));
  }

  Uni<View> view(AudienceId id, AdvertiserId advertiser, @Nullable Position atLeast) {
    return store
        .find(id, advertiser)
        .map(Audiences::readable)
        .chain(stored ->
            behindFence(id, atLeast)
                .chain(behind ->
                    offLoop(behind, LiveAudience::size)
                        .map(size ->
                            new View(
                                AudienceView.of(stored, size, minimumSize), behind.position()))));
  }

  /** For ad delivery, which reads every advertiser's audiences. */
  Uni<Behind> forDelivery(AudienceId id, @Nullable Position atLeast) {
    return behindFence(id, atLeast);
  }

  Uni<List<String>> members(Behind behind, List<AccountId> accounts) {
    Function<LiveAudience, List<String>> members =
        audience -> accounts.stream().filter(audience::isMember).map(AccountId::value).toList();
    return accounts.size() <= ACCOUNTS_ON_LOOP_MAX
        ? here(behind, members)
        : offLoop(behind, members);
  }

  Uni<Position> delete(AudienceId id, AdvertiserId advertiser) {
    return store
        .find(id, advertiser)
        .map(found ->
            found.filter(stored -> stored.position() != null).orElseThrow(Audiences::unknown))
        .chain(stored -> {
          Position before = stored.deletedAt();
          return before != null
              ? Uni.createFrom().item(before)
              : store.beginDeletion(id).chain(() -> deletions.finish(id));
        });
  }

  private Uni<Behind> behindFence(AudienceId id, @Nullable Position atLeast) {
    return runs.grantsOf(id)
        .map(found -> found.orElseThrow(Audiences::unknown))
        .chain(grants ->
            fence
                .forRead(atLeast)
                .map(position -> new Behind(position, new LiveAudience(grants, permissions))));
  }

  /** A big audience takes some milliseconds, which an event loop doesn't have. */
  private <T> Uni<T> offLoop(Behind behind, Function<LiveAudience, T> read) {
    return here(behind, read).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  private <T> Uni<T> here(Behind behind, Function<LiveAudience, T> read) {
    return Uni.createFrom()
        .item(() -> {
          T answer = read.apply(behind.audience());
          permissions.requireFresh();
          return answer;
        });
  }

  private static Stored readable(Optional<Stored> found) {
    return found.filter(Stored::isReadable).orElseThrow(Audiences::unknown);
  }

  private static HttpProblem unknown() {
    return Problems.of(ProblemType.AUDIENCE_UNKNOWN, "Check the id in the path.");
  }
}
