package dev.consentledger.consent.rights;

import dev.consentledger.consent.rights.AccessReport.Member;
import dev.consentledger.consent.rights.AudienceLives.AudienceLife;
import dev.consentledger.consent.rights.Memberships.MatchingSilent;
import dev.consentledger.kernel.event.AudienceId;
import dev.consentledger.kernel.evidence.GrantLife;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From when to when a person was in which audience. A member counts while the grant it was paired
 * under is the active one, and its run has been recorded: whatever ends first ends the membership,
 * and nothing brings it back.
 */
record MembershipBuilder(ReportBuilder report, Map<AudienceId, AudienceLife> audiences) {
  private record End(Moment moment, String by) {}

  /** Oldest first. A run that was not recorded by the report's position is in none. */
  List<Member> members(List<Membership> memberships) {
    return memberships.stream()
        .flatMap(membership -> member(membership).stream())
        .distinct()
        .sorted(
            Comparator.<Member>comparingLong(member -> member.from().position())
                .thenComparingLong(Member::grant))
        .toList();
  }

  private Optional<Member> member(Membership membership) {
    if (membership.grant().isAfter(report.history().position())) {
      return Optional.empty();
    }
    GrantLife life =
        report
            .history()
            .grants()
            .grantAt(membership.grant())
            .orElseThrow(
                () -> new MatchingSilent("the matching-service answered for a grant of another"));
    AudienceLife audience = audiences.get(membership.audience());
    Moment from = audience == null ? null : audience.runs().get(membership.run());
    if (audience == null || from == null) {
      return Optional.empty();
    }
    @Nullable End end = end(life, audience).orElse(null);
    return Optional.of(
        new Member(
            membership.audience().toString(),
            membership.name().orElse(null),
            audience.advertiser(),
            membership.run().toString(),
            from,
            end == null ? null : end.moment(),
            end == null ? null : end.by(),
            end == null || end.moment().position() > from.position(),
            membership.grant().value(),
            life.grant().event().contactPoint().value(),
            life.registration().event().kind().code()));
  }

  private Optional<End> end(GrantLife life, AudienceLife audience) {
    List<End> ends = new ArrayList<>();
    life.ending()
        .ifPresent(ending -> ends.add(new End(Moment.of(ending.event()), ending.how().code())));
    report
        .history()
        .firstOverride(life.purpose(), life.position())
        .ifPresent(signal -> ends.add(new End(Moment.of(signal), "signal_on")));
    report
        .history()
        .invalidated(life)
        .ifPresent(moment -> ends.add(new End(moment, "notice_invalidated")));
    audience.deleted().ifPresent(moment -> ends.add(new End(moment, "audience_deleted")));
    return ends.stream().min(Comparator.comparingLong(each -> each.moment().position()));
  }
}
