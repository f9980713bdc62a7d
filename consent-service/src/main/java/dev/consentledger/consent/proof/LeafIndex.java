package dev.consentledger.consent.proof;

import dev.consentledger.kernel.event.Position;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Which leaf belongs to which position. Knows the entries that have their leaf already. */
public interface LeafIndex {
  /** Empty where no entry with a leaf has this position. */
  Uni<OptionalLong> indexOf(Position position);

  /** The same for many positions at once, at most {@link #POSITIONS_MAX}; unknown ones left out. */
  Uni<Map<Position, Long>> indicesOf(Collection<Position> positions);

  /** Empty where there is no such leaf yet. */
  Uni<Optional<Position>> positionOf(long index);

  int POSITIONS_MAX = 1_000;
}
