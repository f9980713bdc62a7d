package dev.consentledger.gateway.identity;

import dev.consentledger.gateway.problems.Problem;
import java.util.Set;

/** What the check of a token came to. */
public sealed interface Identified {

  /** A valid token's {@code sub} and those of its groups that we know. Never logged. */
  record Caller(String subject, Set<Group> groups) implements Identified {

    public Caller {
      groups = Set.copyOf(groups);
    }

    @Override
    public String toString() {
      return "a caller in " + groups;
    }
  }

  /** No caller could be told from the request, and why. */
  record Unidentified(Problem problem) implements Identified {}
}
