package dev.consentledger.consent.audit;

import dev.consentledger.consent.proof.Proofs;
import dev.consentledger.consent.proof.SignedCheckpoint;
import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.evidence.AccountFinding;
import dev.consentledger.kernel.evidence.AccountQuery;
import dev.consentledger.kernel.evidence.InvalidNotices;
import dev.consentledger.kernel.evidence.Placed;
import dev.consentledger.kernel.evidence.SubjectGrants;
import dev.consentledger.kernel.json.JsonObject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** An account's state, each line with the event that caused it and that event's proof. */
@Singleton
final class AccountReplay {
  private final Scopes scopes;
  private final Histories histories;
  private final Proofs proofs;
  private final OwnThread own;

  AccountReplay(Scopes scopes, Histories histories, Proofs proofs, AuditSettings settings) {
    this.scopes = scopes;
    this.histories = histories;
    this.proofs = proofs;
    this.own = new OwnThread(settings.readLimit());
  }

  Found run(Running running, AccountQuery query) {
    SignedCheckpoint scope = scopes.of(running);
    var stream = query.subject().stream();
    List<Placed<SubjectEvent>> events =
        Histories.events(
            histories.read(List.of(stream), scope.position()).getOrDefault(stream, List.of()));
    SubjectGrants grants = SubjectGrants.of(query.subject(), events);
    var notices = new InvalidNotices();
    Histories.addNotices(
        notices,
        histories.read(Histories.noticeStreams(List.of(grants)), scope.position()).values());
    AccountFinding finding = AccountFinding.of(query, events, notices);
    Stream<Long> indices =
        Stream.concat(
            events.stream().map(Placed::index),
            grants.grants().stream()
                .flatMap(life -> notices.of(life.notice()).stream())
                .map(Placed::index));
    return new Found(
        finding,
        List.of(),
        Optional.of(proofs(indices.distinct().toList(), scope, running.watch().stage(0, 1))));
  }

  private JsonObject proofs(List<Long> indices, SignedCheckpoint scope, Watch.Stage stage) {
    JsonObject.Builder byIndex = JsonObject.builder();
    for (int i = 0; i < indices.size(); i++) {
      long index = indices.get(i);
      byIndex.put(Long.toString(index), own.get(proofs.proofOf(index, scope)).encode());
      stage.at(i + 1, indices.size());
    }
    return byIndex.build();
  }
}
