/** The EventStoreDB adapter, over real gRPC against a stand-in for the server. */
package dev.consentledger.consent.ledger.eventstoredb;
