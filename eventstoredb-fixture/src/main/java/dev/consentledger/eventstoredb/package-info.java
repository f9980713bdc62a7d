/**
 * A stand-in for EventStoreDB in tests: it speaks the public gRPC protocol (Streams, Gossip, Server
 * Features), keeps everything in memory and nothing on disk, and is no database to keep anything
 * in. What it does is taken from the documented behaviour of the servers it stands in for; beyond
 * that it can fail on demand, in each way that a cluster can. {@code EventStoreDbFixture} starts
 * it; nothing in the product's own code knows it.
 */
@NullMarked
package dev.consentledger.eventstoredb;

import org.jspecify.annotations.NullMarked;
