package dev.consentledger.kernel.identifier;

import dev.consentledger.kernel.event.Digest;
import java.util.List;
import java.util.Locale;

/** What became of one raw address or number. Neither outcome prints the value. */
public sealed interface Normalised {
  /**
   * Every distinct normalised form, the plainest first: at least one, and at most two so far. A
   * contact point is registered under each; a list may use any.
   */
  record Forms(List<String> forms) implements Normalised {
    public Forms {
      forms = List.copyOf(forms);
      if (forms.isEmpty()) {
        throw new IllegalArgumentException("an identifier has at least one form");
      }
    }

    /** One digest a form, in the forms' order. */
    public List<Digest> digests() {
      return forms.stream().map(Digest::ofForm).toList();
    }

    @Override
    public String toString() {
      return "Forms(" + forms.size() + ", not printed)";
    }
  }

  /** The input is no usable identifier. */
  record Rejected(Reason reason) implements Normalised {}

  /** Why an input was rejected, as reports of a list name it. */
  enum Reason {
    /** Nothing but white space. */
    EMPTY,
    /** No address or number that could be reached. */
    MALFORMED;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
