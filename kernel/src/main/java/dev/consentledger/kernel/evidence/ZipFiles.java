package dev.consentledger.kernel.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Opens a file of a zip, with what is wrong named after the file. */
final class ZipFiles {
  private ZipFiles() {}

  static InputStream open(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new EvidenceException(name, "is missing");
    }
    try {
      return zip.getInputStream(entry);
    } catch (ZipException _) {
      throw new EvidenceException(name, "does not unpack");
    }
  }
}
