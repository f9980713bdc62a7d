/**
 * From an advertiser's upload to match keys in stored blocks. Nothing of an identifier stays: a
 * row's cells become match keys at once, and only those leave this package. Called by pairing,
 * which owns the run; knows neither HTTP nor runs' states beyond their id.
 *
 * <h2>Rows</h2>
 *
 * Rows are numbered from 1. A header and wholly blank lines are no rows and have no number. A row
 * is accepted when at least one of its cells holds an identifier.
 *
 * <h2>A block's bytes</h2>
 *
 * One byte 0x01 (the format), then for each accepted row, in order: the distance to the row before
 * it in this block (the first: to row 0) as an unsigned LEB128 varint, one byte with the number of
 * match keys (1 to 255), and the keys of 16 bytes each, sorted unsigned and distinct. Blocks are
 * numbered from 0, and row numbers rise within and across them.
 */
@NullMarked
package dev.consentledger.matching.intake;

import org.jspecify.annotations.NullMarked;
