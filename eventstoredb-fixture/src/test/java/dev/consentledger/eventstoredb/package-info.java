/** The stand-in's own tests. */
package dev.consentledger.eventstoredb;
