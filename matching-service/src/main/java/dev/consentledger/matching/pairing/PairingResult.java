package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.proof.Hash;
import org.roaringbitmap.RoaringBitmap;

/** A run's outcome. {@code grants} holds the ordinals of every paired grant. */
record PairingResult(
    Position position, Hash listDigest, Hash resultRoot, long pairings, RoaringBitmap grants) {}
