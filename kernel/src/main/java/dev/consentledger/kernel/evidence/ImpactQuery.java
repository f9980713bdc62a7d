package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.AdvertiserId;
import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.json.JsonException;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.Purpose;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * "Had this not counted, which pairings would not have happened?" All criteria must hold; one that
 * is absent or empty holds always.
 *
 * @param notice the notice of the grant or of its contact point
 * @param grantNotice the notice of the grant: whether its contact point's is another does not count
 * @param collectedFor the contact point was collected for at least one of these
 * @param positionFrom the run's position is this or later
 * @param positionBefore the run's position is earlier than this
 * @param timeFrom the run was recorded then or later
 * @param timeBefore the run was recorded earlier than that
 */
public record ImpactQuery(
    Optional<NoticeCriterion> notice,
    Optional<NoticeCriterion> grantNotice,
    Set<Purpose> collectedFor,
    Optional<String> method,
    Optional<String> context,
    Optional<Position> positionFrom,
    Optional<Position> positionBefore,
    Optional<Instant> timeFrom,
    Optional<Instant> timeBefore,
    Optional<AdvertiserId> advertiser) {
  /** Every pairing. */
  public static final ImpactQuery ALL = fromJson(JsonObject.builder().build());

  /** A notice in one version, or in any where none is named. */
  public record NoticeCriterion(String id, Optional<String> version) {
    boolean isMetBy(Notice notice) {
      return notice.id().equals(id) && version.filter(v -> !v.equals(notice.version())).isEmpty();
    }

    private JsonObject json() {
      return JsonObject.builder().put("id", id).put("version", version.orElse(null)).build();
    }
  }

  public ImpactQuery {
    collectedFor = Set.copyOf(collectedFor);
  }

  /** Whether a pairing of this run can count at all. */
  public boolean concerns(Placed<ListMatched> run) {
    Position position = run.event().position();
    return positionFrom.filter(from -> from.isAfter(position)).isEmpty()
        && positionBefore.filter(position::isAtLeast).isEmpty()
        && timeFrom.filter(from -> from.isAfter(run.time())).isEmpty()
        && timeBefore.filter(before -> !run.time().isBefore(before)).isEmpty()
        && advertiser.filter(other -> !other.equals(run.event().advertiser())).isEmpty();
  }

  /** Whether a pairing under this grant counts, in a run that {@link #concerns} admits. */
  public boolean concerns(GrantLife life) {
    var registration = life.registration().event();
    var grant = life.grant().event();
    return notice
            .filter(
                wanted -> !wanted.isMetBy(grant.notice()) && !wanted.isMetBy(registration.notice()))
            .isEmpty()
        && grantNotice.filter(wanted -> !wanted.isMetBy(grant.notice())).isEmpty()
        && (collectedFor.isEmpty()
            || registration.collectedFor().stream().anyMatch(collectedFor::contains))
        && method.filter(wanted -> !wanted.equals(grant.method())).isEmpty()
        && context.filter(wanted -> !wanted.equals(grant.context())).isEmpty();
  }

  public JsonObject json() {
    return JsonObject.builder()
        .put("notice", notice.map(NoticeCriterion::json).orElse(null))
        .put("grantNotice", grantNotice.map(NoticeCriterion::json).orElse(null))
        .put(
            "collectedFor",
            collectedFor.isEmpty()
                ? null
                : collectedFor.stream().sorted().map(Purpose::code).toList())
        .put("method", method.orElse(null))
        .put("context", context.orElse(null))
        .put("positionFrom", positionFrom.map(Position::value).orElse(null))
        .put("positionBefore", positionBefore.map(Position::value).orElse(null))
        .put("timeFrom", timeFrom.map(Instant::toString).orElse(null))
        .put("timeBefore", timeBefore.map(Instant::toString).orElse(null))
        .put("advertiser", advertiser.map(AdvertiserId::value).orElse(null))
        .build();
  }

  /**
   * Throws {@link JsonException} or {@link IllegalArgumentException} where a field is unacceptable
   * or unknown: a criterion that was overlooked would widen the answer in silence.
   */
  public static ImpactQuery fromJson(JsonObject json) {
    Fields.requireOnly(
        json,
        Set.of(
            "notice",
            "grantNotice",
            "collectedFor",
            "method",
            "context",
            "positionFrom",
            "positionBefore",
            "timeFrom",
            "timeBefore",
            "advertiser"));
    return new ImpactQuery(
        notice(json, "notice"),
        notice(json, "grantNotice"),
        json.has("collectedFor") ? Fields.purposes(json.strings("collectedFor")) : Set.of(),
        json.optionalString("method"),
        json.optionalString("context"),
        Fields.optionalPosition(json, "positionFrom"),
        Fields.optionalPosition(json, "positionBefore"),
        Fields.optionalInstant(json, "timeFrom"),
        Fields.optionalInstant(json, "timeBefore"),
        json.optionalString("advertiser").map(AdvertiserId::new));
  }

  private static Optional<NoticeCriterion> notice(JsonObject json, String field) {
    if (!json.has(field)) {
      return Optional.empty();
    }
    JsonObject wanted = json.object(field);
    Fields.requireOnly(wanted, Set.of("id", "version"));
    return Optional.of(new NoticeCriterion(wanted.string("id"), wanted.optionalString("version")));
  }
}
