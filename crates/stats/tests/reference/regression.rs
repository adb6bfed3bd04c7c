//! Linear and logistic models.
