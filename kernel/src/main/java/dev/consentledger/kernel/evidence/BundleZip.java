package dev.consentledger.kernel.evidence;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The zip that a bundle is written to, with what its manifest says of each file. */
final class BundleZip implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;

  /** The same bundle always has the same bytes; a zip can't hold an earlier time. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final ZipOutputStream zip;
  private final Map<String, Manifest.FileFacts> files = new TreeMap<>();
  private boolean isOpen;

  BundleZip(OutputStream out) {
    this.zip = new ZipOutputStream(new BufferedOutputStream(out, BUFFER_BYTES));
  }

  Map<String, Manifest.FileFacts> files() {
    return files;
  }

  void file(String name, byte[] content) throws IOException {
    try (OutputStream out = open(name)) {
      out.write(content);
    }
  }

  /** Begins a file; it must be closed before the next one begins. */
  OutputStream open(String name) throws IOException {
    if (isOpen || BundleFile.bytesMax(name).isEmpty()) {
      throw new IllegalStateException("another file is still open, or this one has no place here");
    }
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(NO_TIME);
    zip.putNextEntry(entry);
    isOpen = true;
    return new OneFile(name, new DigestOutputStream(zip, sha256()));
  }

  /** The one file that the manifest does not list: the manifest. */
  void last(String name, byte[] content) throws IOException {
    file(name, content);
    zip.finish();
    zip.flush();
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private final class OneFile extends FilterOutputStream {
    private final String name;
    private final DigestOutputStream digesting;
    private long bytes;
    private boolean isClosed;

    OneFile(String name, DigestOutputStream digesting) {
      super(digesting);
      this.name = name;
      this.digesting = digesting;
    }

    @Override
    public void write(int b) throws IOException {
      digesting.write(b);
      bytes++;
    }

    @Override
    public void write(byte[] b, int offset, int length) throws IOException {
      digesting.write(b, offset, length);
      bytes += length;
    }

    /** Ends the file and leaves the zip open. */
    @Override
    public void close() throws IOException {
      if (isClosed) {
        return;
      }
      isClosed = true;
      isOpen = false;
      zip.closeEntry();
      files.put(
          name,
          new Manifest.FileFacts(
              HexFormat.of().formatHex(digesting.getMessageDigest().digest()), bytes));
    }
  }
}
