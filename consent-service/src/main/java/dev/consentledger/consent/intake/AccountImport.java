package dev.consentledger.consent.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.consentledger.consent.intake.LineSplitter.Line;
import dev.consentledger.consent.problems.Problem;
import dev.consentledger.consent.problems.ProblemException;
import dev.consentledger.consent.problems.ProblemOf;
import dev.consentledger.kernel.event.AccountId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jboss.logging.Logger;

/**
 * Imports lines as they arrive, a bounded number at once, the lines of one account in their order.
 * What is not asked for is not read: a client that reads its answer slowly slows its upload down.
 */
@Singleton
final class AccountImport {
  static final int LINE_BYTES_MAX = 16 * 1_024;

  /**
   * Lines under way at once, for each import: at most 8 MiB of them. They share queries and
   * commits, so a wider window costs the store less for each line.
   */
  static final int LINES_AT_ONCE_MAX = 512;

  private static final Logger LOG = Logger.getLogger(AccountImport.class);

  private final SubjectCommands commands;
  private final GrantNotices notices;
  private final Validator validator;
  private final ObjectReader json;

  AccountImport(
      SubjectCommands commands, GrantNotices notices, Validator validator, ObjectMapper mapper) {
    this.commands = commands;
    this.notices = notices;
    this.validator = validator;
    this.json = mapper.readerFor(ImportBody.class);
  }

  /** One answer a line as it is done, then the summary. */
  Multi<ImportAnswer> answers(Multi<Buffer> upload) {
    var tally = new ImportTally();
    var turns = new InTurn();
    Multi<ImportAnswer> lines =
        lines(upload)
            .onItem()
            .transformToUni(line -> answer(line, turns))
            .merge(LINES_AT_ONCE_MAX)
            .invoke(tally::count);
    return Multi.createBy()
        .concatenating()
        .streams(
            lines,
            Multi.createFrom()
                .deferred(() -> Multi.createFrom().item(ImportAnswer.summary(tally.summary()))));
  }

  private static Multi<Line> lines(Multi<Buffer> upload) {
    var splitter = new LineSplitter(LINE_BYTES_MAX);
    Multi<Line> complete =
        upload
            .onItem()
            .transformToMultiAndConcatenate(
                chunk -> Multi.createFrom().iterable(splitter.feed(chunk)));
    Multi<Line> last =
        Multi.createFrom().deferred(() -> Multi.createFrom().iterable(splitter.end()));
    return Multi.createBy().concatenating().streams(complete, last);
  }

  private Uni<ImportAnswer> answer(Line line, InTurn turns) {
    return handle(line, turns)
        .map(outcome ->
            switch (outcome) {
              case Outcome.Done(var position) ->
                  ImportAnswer.accepted(line.number(), position.value());
              case Outcome.Refused(var refusal) ->
                  refused(line, new ProblemException(Problem.named(refusal.problem())));
            })
        .onFailure()
        .recoverWithItem(failure -> refused(line, failure));
  }

  private Uni<Outcome> handle(Line line, InTurn turns) {
    try {
      ImportBody body = read(line);
      var orders = body.toOrders();
      return turns.after(
          body.account(),
          notices.checked(
              body.grantNotices(),
              standings ->
                  commands.registering(new AccountId(body.account()), orders.apply(standings))));
    } catch (RuntimeException e) {
      return Uni.createFrom().failure(e);
    }
  }

  /** Checks the shape just as the other calls' bodies are checked. */
  private ImportBody read(Line line) {
    if (line.isTooLong()) {
      throw new ProblemException(Problem.TOO_LARGE);
    }
    ImportBody body = parse(line.bytes());
    var violations = validator.validate(body);
    if (!violations.isEmpty()) {
      throw new ConstraintViolationException(violations);
    }
    return body;
  }

  private ImportBody parse(Buffer bytes) {
    try {
      ImportBody body = json.readValue(bytes.getBytes());
      if (body == null) {
        throw ProblemException.invalid("body", "must be one well-formed JSON object");
      }
      return body;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    } catch (IOException e) {
      throw ProblemException.invalid("body", "must be one well-formed JSON object");
    }
  }

  private static ImportAnswer refused(Line line, Throwable failure) {
    ProblemOf problem = ProblemOf.failure(failure);
    if (problem.problem() == Problem.INTERNAL_ERROR) {
      LOG.errorf("a line of an import failed: %s", failure.getClass().getName());
    }
    return ImportAnswer.refused(line.number(), problem);
  }
}
