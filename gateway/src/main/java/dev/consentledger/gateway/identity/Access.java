package dev.consentledger.gateway.identity;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Who may use a route: anyone without a token, or callers in at least one of the groups. */
public record Access(boolean tokenNeeded, Set<Group> groups) {

  public static final Access OPEN = new Access(false, Set.of());
  public static final Access ANY_GROUP = new Access(true, EnumSet.allOf(Group.class));

  public Access {
    groups = Set.copyOf(groups);
  }

  public static Access only(Group group) {
    return new Access(true, Set.of(group));
  }

  public static Access either(Group one, Group other) {
    return new Access(true, Set.of(one, other));
  }

  public boolean permits(Identified.Caller caller) {
    return caller.groups().stream().anyMatch(groups::contains);
  }

  /** The groups as tokens name them, in a stable order. */
  public List<String> claims() {
    return groups.stream().sorted().map(Group::claim).toList();
  }
}
