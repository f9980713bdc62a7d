package dev.consentledger.consent.audit;

import dev.consentledger.consent.proof.Proofs;
import dev.consentledger.consent.proof.SignedCheckpoint;
import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.evidence.AccountFinding;
import dev.consentledger.kernel.evidence.AccountQuery;
import dev.consentledger.kernel.evidence.Placed;
import dev.consentledger.kernel.json.JsonObject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

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
    AccountFinding finding = AccountFinding.of(query, events);
    return new Found(
        finding, List.of(), Optional.of(proofs(events, scope, running.watch().stage(0, 1))));
  }

  private JsonObject proofs(
      List<Placed<SubjectEvent>> events, SignedCheckpoint scope, Watch.Stage stage) {
    JsonObject.Builder byIndex = JsonObject.builder();
    for (int i = 0; i < events.size(); i++) {
      long index = events.get(i).index();
      byIndex.put(Long.toString(index), own.get(proofs.proofOf(index, scope)).encode());
      stage.at(i + 1, events.size());
    }
    return byIndex.build();
  }
}
