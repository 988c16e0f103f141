//! Text layers of PDFs.
