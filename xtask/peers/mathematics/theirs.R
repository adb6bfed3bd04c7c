# What R takes: `theirs.R METHOD PACKAGE FILE COLUMNS REPEATS` prints seconds and the answer as JSON, as theirs.py does.
suppressMessages({ library(survival); library(cmprsk) })
given <- commandArgs(trailingOnly = TRUE)
method <- given[1]; package <- given[2]; file <- given[3]; columns <- as.integer(given[4]); repeats <- as.integer(given[5])

if (grepl("csv$", file)) {
  table <- do.call(cbind, scan(file, rep(list(0), columns), sep = ",", skip = 1, quiet = TRUE))
} else {
  table <- matrix(readBin(file, "double", file.size(file) / 8), ncol = columns)
}
one <- table[, 1]; two <- table[, 2]
rest <- table[, -(1:2), drop = FALSE]

works <- list(
  "kaplan-meier" = function() {
    s <- summary(survfit(Surv(one, two) ~ 1, conf.type = "log-log"), times = 12)
    c(s$surv, s$lower, s$upper)
  },
  "log-rank" = function() survdiff(Surv(one, two) ~ rest[, 1])$chisq,
  # Below the formula and the residuals, which cost more than the fit where durations are whole.
  "cox" = function() {
    coxph.fit(rest, Surv(one, two), NULL, NULL, NULL, coxph.control(), NULL, "efron", NULL, resid = FALSE)$coefficients
  },
  "aalen-johansen" = function() {
    if (package == "cmprsk") {
      at <- timepoints(cuminc(one, two), 12)
      return(at$est[1, 1])
    }
    s <- summary(survfit(Surv(one, factor(two)) ~ 1), times = 12)
    c(s$pstate[2], s$std.err[2])
  },
  "concordance" = function() unname(concordance(Surv(one, two) ~ rest[, 1], reverse = TRUE)$concordance)
)

seconds <- c()
for (turn in 0:repeats) {
  gc()
  took <- system.time(answer <- works[[method]]())[["elapsed"]]
  if (turn > 0 || took > 10) seconds <- c(seconds, took)
  if (took > 10) break
}
numbers <- function(it) paste0("[", paste(sprintf("%.17g", it), collapse = ","), "]")
cat(sprintf('{"seconds": %s, "answer": %s, "peer": "R %s %s", "quality": {}}\n', numbers(seconds), numbers(answer), package,
            packageVersion(package)))
