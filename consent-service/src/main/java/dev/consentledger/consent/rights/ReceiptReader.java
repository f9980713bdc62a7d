package dev.consentledger.consent.rights;

import dev.consentledger.consent.problems.Problem;
import dev.consentledger.consent.problems.ProblemException;
import dev.consentledger.consent.proof.ProofProblems;
import dev.consentledger.consent.proof.Proofs;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonWriter;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;

/** Finds what a receipt is asked of, and writes it in each of its forms. */
@Singleton
final class ReceiptReader {
  private final AccountHistories histories;
  private final ConsentReceipts consentReceipts;
  private final KantaraReceipts kantaraReceipts;
  private final ReceiptKeys keys;
  private final Proofs proofs;

  ReceiptReader(
      AccountHistories histories,
      ConsentReceipts consentReceipts,
      KantaraReceipts kantaraReceipts,
      ReceiptKeys keys,
      Proofs proofs) {
    this.histories = histories;
    this.consentReceipts = consentReceipts;
    this.kantaraReceipts = kantaraReceipts;
    this.keys = keys;
    this.proofs = proofs;
  }

  private record Asked(AccountHistory history, ConsentAct act) {}

  Uni<ReceiptList> list(AccountId account) {
    return histories
        .of(account)
        .map(history ->
            new ReceiptList(
                account.value(),
                history.position().value(),
                ConsentAct.of(history).stream()
                    .map(act -> ReceiptList.Line.of(account, act))
                    .toList()));
  }

  /** The receipt in JSON-LD. */
  Uni<String> consentReceipt(AccountId account, Position position) {
    return asked(account, position)
        .map(asked -> JsonWriter.text(consentReceipts.receipt(asked.history(), asked.act())));
  }

  /** The signed JWT. */
  Uni<String> kantara(AccountId account, Position position) {
    return asked(account, position).map(this::signed);
  }

  /** The proof that the ledger holds the event's entry. */
  Uni<String> proof(AccountId account, Position position) {
    return asked(account, position).chain(asked -> proofOf(position));
  }

  /** All of them in one document, with the entry that the proof is of. */
  Uni<String> all(AccountId account, Position position) {
    return asked(account, position)
        .chain(asked -> {
          String jwt = signed(asked);
          return proofOf(position).map(proof -> JsonWriter.text(together(asked, jwt, proof)));
        });
  }

  private JsonObject together(Asked asked, String jwt, String proof) {
    byte[] entry =
        asked.history().entryAt(asked.act().event().position()).orElseThrow().bytes().array();
    return JsonObject.builder()
        .put("position", asked.act().event().position().value())
        .put("event", asked.act().kind().code())
        .put("time", asked.act().event().time().toString())
        .put("consentReceipt", consentReceipts.receipt(asked.history(), asked.act()))
        .put("kantara", jwt)
        .put("entry", new String(entry, StandardCharsets.UTF_8))
        .put("proof", proof)
        .build();
  }

  private Uni<Asked> asked(AccountId account, Position position) {
    return histories
        .of(account)
        .map(history ->
            ConsentAct.of(history).stream()
                .filter(act -> act.event().position().equals(position))
                .findAny()
                .map(act -> new Asked(history, act))
                .orElseThrow(() -> new ProblemException(Problem.RECEIPT_UNKNOWN)));
  }

  private String signed(Asked asked) {
    return keys.sign(JsonWriter.text(kantaraReceipts.receipt(asked.history(), asked.act())))
        .orElseThrow(() -> new ProblemException(Problem.SERVICE_UNAVAILABLE));
  }

  private Uni<String> proofOf(Position position) {
    return proofs
        .proofOf(position)
        .map(found -> found.orElseThrow(() -> new ProblemException(Problem.RECEIPT_UNKNOWN)))
        .map(proof -> proof.encode())
        .onFailure()
        .transform(ProofProblems::of);
  }
}
