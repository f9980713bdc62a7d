package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.proof.Hash;
import dev.consentledger.matching.pairing.PairingStore.PairingBlock;
import java.nio.ByteBuffer;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * What a block gives its run, but for its place in it.
 *
 * @param firstRow of the block's rows, if it has any
 * @param rowsDigested the bytes that the list's digest is of: each row, then its keys
 * @param grants the ordinals of paired grants
 * @param pairings leaves in their order, as they are stored
 * @param leafHashes a pairing each
 */
record ProbedBlock(
    long firstRow,
    long lastRow,
    ByteBuffer rowsDigested,
    RoaringBitmap grants,
    List<PairingBlock> pairings,
    List<Hash> leafHashes) {}
