package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.event.AdvertiserId;
import dev.consentledger.kernel.event.AudienceId;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.matching.intake.BlockStore;
import dev.consentledger.matching.intake.IntakeConfig;
import dev.consentledger.matching.intake.ListIntake;
import dev.consentledger.matching.intake.ListIntake.StoredList;
import dev.consentledger.matching.intake.ListTooLarge;
import dev.consentledger.matching.intake.ListUpload;
import dev.consentledger.matching.intake.UnreadableList;
import dev.consentledger.matching.intake.UploadInterrupted;
import dev.consentledger.matching.problems.ProblemType;
import dev.consentledger.matching.problems.Problems;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes an upload from its first byte to a stored list. The answer comes only when every row is
 * stored durably; an upload that breaks off before fails its run.
 */
@ApplicationScoped
class Uploads {
  private final RunStore store;
  private final Runs runs;
  private final RunClaims claims;
  private final ListIntake intake;
  private final UploadSecret uploadSecret;
  private final int uploadsMax;

  /** Uploads on their way, by audience and key, or by run where there is no key. */
  private final Set<String> receiving = ConcurrentHashMap.newKeySet();

  Uploads(
      RunStore store,
      Runs runs,
      RunClaims claims,
      ListIntake intake,
      IntakeConfig config,
      UploadSecret uploadSecret) {
    this.store = store;
    this.runs = runs;
    this.claims = claims;
    this.intake = intake;
    this.uploadSecret = uploadSecret;
    this.uploadsMax = config.uploadsMax();
  }

  /** A run as an upload's answer tells it. */
  record Taken(RunId run, RunState state) {}

  /**
   * @param key the same key gives the same run; a run whose list was never wholly stored is then
   *     uploaded again
   */
  Uni<Taken> take(
      AudienceId audience, AdvertiserId advertiser, @Nullable String key, ListUpload upload) {
    RunId run = new RunId(UUID.randomUUID());
    String mark = key == null ? run.toString() : audience + " " + key;
    if (!receiving.add(mark)) {
      return refused(ProblemType.CONTENDED, "Wait: an upload with this key is on its way.");
    }
    if (receiving.size() > uploadsMax) {
      receiving.remove(mark);
      return refused(ProblemType.SERVICE_UNAVAILABLE, "Wait: too many uploads are on their way.");
    }
    UUID claim = claims.take();
    Uni<Taken> taken =
        Uni.createFrom()
            .deferred(() -> {
              MatchSecret secret = uploadSecret.now();
              return begun(run, claim, audience, advertiser, key, secret)
                  .chain(begun ->
                      begun.state() == RunState.RECEIVING
                          ? received(begun.run(), claim, upload, secret)
                          : Uni.createFrom().item(begun).invoke(() -> claims.drop(claim)));
            })
            .onFailure()
            .invoke(() -> claims.drop(claim))
            .onTermination()
            .invoke(() -> receiving.remove(mark))
            .memoize()
            .indefinitely();
    // A client that goes away cancels its answer, but the run must still be stored or failed.
    taken.subscribe().with(done -> {}, failure -> {});
    return taken;
  }

  private Uni<Taken> begun(
      RunId run,
      UUID claim,
      AudienceId audience,
      AdvertiserId advertiser,
      @Nullable String key,
      MatchSecret secret) {
    return store
        .begin(run, claim, audience, advertiser, key, secret.version())
        .chain(begun -> {
          if (begun) {
            return Uni.createFrom().item(new Taken(run, RunState.RECEIVING));
          }
          return key == null
              ? refused(ProblemType.AUDIENCE_UNKNOWN, "Check the id in the path.")
              : earlier(claim, audience, advertiser, key, secret);
        });
  }

  private Uni<Taken> earlier(
      UUID claim, AudienceId audience, AdvertiserId advertiser, String key, MatchSecret secret) {
    return store
        .byKey(audience, advertiser, key)
        .chain(found -> {
          if (found.isEmpty()) {
            return refused(ProblemType.AUDIENCE_UNKNOWN, "Check the id in the path.");
          }
          Run run = found.get();
          boolean again =
              run.state() == RunState.RECEIVING
                  || run.failure().filter(RunFailure::allowsAnotherUpload).isPresent();
          return again
              ? beganAgain(run.id(), claim, secret)
              : Uni.createFrom().item(new Taken(run.id(), run.state()));
        });
  }

  private Uni<Taken> beganAgain(RunId run, UUID claim, MatchSecret secret) {
    return store
        .beginAgain(run, claim, secret.version())
        .chain(began ->
            began
                ? Uni.createFrom().item(new Taken(run, RunState.RECEIVING))
                : refused(ProblemType.CONTENDED, "Wait: an upload with this key is on its way."));
  }

  private Uni<Taken> received(RunId run, UUID claim, ListUpload upload, MatchSecret secret) {
    return intake
        .receive(run, claim, upload, secret)
        .chain(list -> stored(run, claim, list))
        .onFailure()
        .recoverWithUni(failure ->
            store
                .fail(run, claim, reasonOf(failure))
                .onFailure()
                .recoverWithItem(false)
                .chain(() -> Uni.createFrom().failure(problem(run, failure))));
  }

  private Uni<Taken> stored(RunId run, UUID claim, StoredList list) {
    return store
        .stored(run, claim, list)
        .map(stored -> {
          if (!stored) {
            throw Problems.of(ProblemType.AUDIENCE_UNKNOWN, "The audience was deleted meanwhile.");
          }
          runs.goOn(run, claim);
          return new Taken(run, RunState.WAITING);
        });
  }

  /** Whatever broke an upload, its list is not whole: the same key may upload it again. */
  private static RunFailure reasonOf(Throwable failure) {
    return switch (failure) {
      case UnreadableList _ -> RunFailure.UNREADABLE_LIST;
      case ListTooLarge _ -> RunFailure.TOO_LARGE;
      default -> RunFailure.UPLOAD_INTERRUPTED;
    };
  }

  private static Throwable problem(RunId run, Throwable failure) {
    return switch (failure) {
      case UnreadableList unreadable ->
          Problems.builder(
                  ProblemType.UNREADABLE_LIST,
                  "Upload a CSV or NDJSON list with an email or phone column: "
                      + unreadable.getMessage()
                      + ".")
              .with("run", run.toString())
              .build();
      case ListTooLarge tooLarge ->
          Problems.builder(ProblemType.TOO_LARGE, "Split the list: " + tooLarge.getMessage() + ".")
              .with("run", run.toString())
              .build();
      case BlockStore.RunClosed _ ->
          Problems.of(ProblemType.AUDIENCE_UNKNOWN, "The audience was deleted meanwhile.");
      case UploadInterrupted _ ->
          Problems.of(ProblemType.INVALID_REQUEST, "Upload the whole list again.");
      default -> failure;
    };
  }

  private static <T> Uni<T> refused(ProblemType type, String detail) {
    return Uni.createFrom().failure(Problems.of(type, detail));
  }
}
