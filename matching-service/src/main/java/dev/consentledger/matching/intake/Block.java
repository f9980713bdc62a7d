package dev.consentledger.matching.intake;

import io.vertx.core.buffer.Buffer;

/**
 * A part of a list as it is stored: match keys by row, and what became of the part's rows. Numbered
 * from 0.
 */
record Block(int number, Buffer content, RowCounts counts) {}
