package dev.consentledger.consent.proof;

import dev.consentledger.kernel.proof.NoteSignature;
import dev.consentledger.kernel.proof.ProofException;
import dev.consentledger.kernel.proof.SignedNote;
import dev.consentledger.kernel.proof.VerifierKey;
import dev.consentledger.kernel.proof.WitnessRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Speaks C2SP tlog-witness to one witness. */
final class WitnessClient {
  /** Some hundred signature lines; a bound on what a stranger can make us keep. */
  private static final int ANSWER_BYTES_MAX = 65_536;

  private static final int CONFLICT = 409;

  private final HttpClient http;
  private final URI addCheckpoint;
  private final VerifierKey witness;
  private final Duration limit;

  /**
   * @param prefix the witness's submission prefix, with or without a slash at its end
   */
  WitnessClient(URI prefix, VerifierKey witness, Duration limit) {
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(limit)
            .build();
    String text = prefix.toString();
    this.addCheckpoint = URI.create(text + (text.endsWith("/") ? "" : "/") + "add-checkpoint");
    this.witness = witness;
    this.limit = limit;
  }

  /** What a witness answers. */
  sealed interface Answer {
    /** Its cosignature, verified. */
    record Cosigned(NoteSignature line) implements Answer {}

    /** It last cosigned another size than we said. */
    record OtherSize(long size) implements Answer {}

    record Refused(String why) implements Answer {}
  }

  /** Fails where nobody answers in time. */
  CompletableFuture<Answer> addCheckpoint(WitnessRequest request) {
    HttpRequest post =
        HttpRequest.newBuilder(addCheckpoint)
            .timeout(limit)
            .POST(HttpRequest.BodyPublishers.ofString(request.encode(), StandardCharsets.UTF_8))
            .build();
    return http.sendAsync(post, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX))
        .thenApply(response -> answer(request.checkpoint(), response));
  }

  private Answer answer(SignedNote checkpoint, HttpResponse<byte[]> response) {
    try {
      String body = new String(response.body(), StandardCharsets.UTF_8);
      return switch (response.statusCode()) {
        case 200 -> cosignature(checkpoint, body);
        case CONFLICT -> new Answer.OtherSize(size(body));
        default -> new Answer.Refused("it answered " + response.statusCode());
      };
    } catch (ProofException e) {
      return new Answer.Refused("its answer is wrong: " + e.getMessage());
    }
  }

  /** Lines of keys that we don't know are ignored, as the specification asks. */
  private Answer cosignature(SignedNote checkpoint, String body) {
    for (String text : body.lines().toList()) {
      NoteSignature line = NoteSignature.parse(text);
      if (line.keyId() == witness.id() && line.name().equals(witness.name())) {
        var alone = new SignedNote(checkpoint.text(), List.of(line));
        var _ = alone.cosignatures(List.of(witness));
        return new Answer.Cosigned(line);
      }
    }
    return new Answer.Refused("its answer holds no cosignature by its key");
  }

  private static long size(String body) {
    String decimal = body.strip();
    if (!decimal.matches("0|[1-9][0-9]{0,17}")) {
      throw new ProofException("a size is a decimal number");
    }
    return Long.parseLong(decimal);
  }

  void close() {
    http.shutdownNow();
  }
}
