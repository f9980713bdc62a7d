package dev.consentledger.consent.problems;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The problem types of docs/architecture.md that this service answers. */
public enum Problem {
  INVALID_REQUEST(
      400, "The request is not valid", "Correct what violations names, then send it again."),
  REASON_REQUIRED(
      400,
      "A reason is required",
      "Say why in reason, or in the header Audit-Reason: it is recorded in the ledger."),
  UNAUTHENTICATED(
      401, "No valid token", "Send a valid, unexpired token in the header Authorization."),
  FORBIDDEN(403, "Not permitted", "Use a token of the group that this call needs."),
  NOT_FOUND(404, "No such resource", "Check the path against the API at /q/openapi."),
  ACCOUNT_UNKNOWN(404, "The account is unknown", "Register a contact point of the account first."),
  CONTACT_POINT_UNKNOWN(404, "The contact point is unknown", "Register the contact point first."),
  GRANT_UNKNOWN(
      404,
      "The purpose was never granted",
      "There is nothing to withdraw: check the contact point and the purpose."),
  AUDIENCE_UNKNOWN(404, "The audience is unknown", "Create the audience first."),
  REPLAY_UNKNOWN(404, "The replay is unknown", "Check the id, or list the replays."),
  ENTRY_UNKNOWN(
      404, "There is no such entry", "Use a position that a write was answered, or its index."),
  NOTICE_NOT_REGISTERED(
      "notice-unknown",
      404,
      "The notice is unknown",
      "Register the text of this version first, or check id and version."),
  RECEIPT_UNKNOWN(
      404,
      "There is no such receipt",
      "List the account's receipts: only an event that granted something or ended a grant has one."),
  METHOD_NOT_ALLOWED(405, "The method is not allowed", "Use a method that Allow names."),
  NOT_ACCEPTABLE(
      406,
      "No such representation",
      "Accept application/json, or what else the API describes for this path."),
  CONTACT_POINT_DIFFERS(
      409,
      "The contact point holds something else",
      "Remove the contact point first, or use another id: its value, kind, context and notice"
          + " never change."),
  SIGNAL_ON(
      409,
      "A signal of the person stands against it",
      "Turn the signal off first, and only if the person did: while it is on, no grant of an"
          + " advertising purpose is taken."),
  NOTICE_TAKEN(
      "notice-differs",
      409,
      "Another text is registered",
      "A version has one text in each locale for ever: register the new text as a new version."),
  RUN_DIFFERS(
      409,
      "The run was recorded with another result",
      "A run has one result for ever: use a new run id."),
  REPLAY_DIFFERS(
      409,
      "The key was used for another question",
      "Send another Idempotency-Key for another question."),
  REPLAY_NOT_DONE(
      409,
      "The replay has found nothing yet",
      "Wait until the replay's state is done, or see in it why it failed."),
  EVIDENCE_DIFFERS(
      409,
      "What is stored no longer proves the finding",
      "Replay the ledger, and compare it with a checkpoint that you kept."),
  MATCH_SECRET_UNKNOWN(
      409,
      "This instance's file does not hold that match secret",
      "Add the version to the file of every instance first."),
  MATCH_SECRET_REFUSED(
      409,
      "The match secret can't change in this way now",
      "See how far the rotation under way has come. A new version is above all others; an old one"
          + " is retired when a newer one is complete."),
  LIST_GONE(
      410,
      "The run's list is stored no more",
      "Ask for an impact instead: it needs the run's pairings and not its list."),
  ERASED_SINCE(
      410,
      "People in it were erased since",
      "Ask the same question again: the new replay counts them as erased, and its bundle names"
          + " none of them."),
  EVIDENCE_GONE(
      410,
      "What the replay found is kept no longer",
      "Its counts are left. Ask the same question again for its people and a bundle."),
  TOO_LARGE(413, "Too large", "Send less at once; the limits stand in the API's description."),
  UNSUPPORTED_MEDIA_TYPE(
      415,
      "The content type is not supported",
      "Send application/json, or application/x-ndjson for an import."),
  BUNDLED_CONSENT(
      422,
      "Consent is bundled with a security flow",
      "Ask for an advertising purpose on its own, outside any security flow."),
  ALREADY_EXPIRED(
      422, "The grant would be over already", "Send an expiresAt that lies in the future."),
  NOTICE_UNKNOWN(
      422,
      "The grant names a notice that is not registered",
      "Register the text that the person saw first, under its id, version and locale."),
  NOTICE_DIFFERS(
      422,
      "The grant names another text than is registered",
      "Send the SHA-256 of the text that is registered for this version and locale."),
  NOTICE_INVALID(
      422,
      "The notice is invalidated",
      "No grant under this version counts: show the person a newer one."),
  INTERNAL_ERROR(500, "Something went wrong", "Tell the operator the requestId, and try again."),
  CONTENDED(
      503,
      "Too many writers at one account",
      "Nothing was stored. Send the same request again after Retry-After.",
      1),
  LEDGER_UNAVAILABLE(
      503,
      "The ledger does not answer",
      "The write may or may not be stored. Send the same request again after Retry-After: it is"
          + " stored once.",
      2),
  CHECKPOINT_PENDING(
      503,
      "No checkpoint covers the entry yet",
      "The entry is in the ledger. Send the same request again after Retry-After.",
      1),
  SERVICE_UNAVAILABLE(
      503, "The service can't answer now", "Send the same request again after Retry-After.", 2);

  private static final String TYPES = "https://consentledger.dev/problems/";

  private final String shortName;
  private final int status;
  private final String title;
  private final String detail;
  private final int retryAfterSeconds;

  Problem(int status, String title, String detail) {
    this(status, title, detail, 0);
  }

  Problem(int status, String title, String detail, int retryAfterSeconds) {
    this(null, status, title, detail, retryAfterSeconds);
  }

  /** One that shares its type with another, under another status. */
  Problem(String shortName, int status, String title, String detail) {
    this(shortName, status, title, detail, 0);
  }

  Problem(
      @Nullable String shortName, int status, String title, String detail, int retryAfterSeconds) {
    this.shortName = shortName == null ? nameOf(name()) : shortName;
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The problem of a refusal, such as {@code bundled-consent}; throws where there is none. */
  public static Problem named(String name) {
    for (Problem problem : values()) {
      if (nameOf(problem.name()).equals(name)) {
        return problem;
      }
    }
    throw new IllegalArgumentException("no problem is named " + name);
  }

  private static String nameOf(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What the type ends with. */
  public String shortName() {
    return shortName;
  }

  public URI type() {
    return URI.create(TYPES + shortName());
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** What the caller can do. */
  public String detail() {
    return detail;
  }

  public Optional<Integer> retryAfterSeconds() {
    return retryAfterSeconds == 0 ? Optional.empty() : Optional.of(retryAfterSeconds);
  }

  static Problem ofStatus(int status) {
    return switch (status) {
      case 401 -> UNAUTHENTICATED;
      case 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 413 -> TOO_LARGE;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      case 503 -> SERVICE_UNAVAILABLE;
      default -> status >= 400 && status < 500 ? INVALID_REQUEST : INTERNAL_ERROR;
    };
  }
}
