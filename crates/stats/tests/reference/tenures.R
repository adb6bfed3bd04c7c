# Makes tenures.json from tenures.csv: Rscript tenures.R
# R 4.2.2, survival 3.5-3. The search runs to the last digit, because R's default stops at 1e-9 of the likelihood.
suppressMessages(library(survival))
d <- read.csv("tenures.csv")
fine <- suppressWarnings(coxph.control(eps = 1e-15, toler.chol = 1e-16, iter.max = 60))
numbers <- function(x) paste0("[", paste(ifelse(is.na(x), "null", sprintf("%.15g", x)), collapse = ","), "]")
field <- function(name, x) sprintf('"%s":%s', name, numbers(as.vector(x)))
by_row <- function(name, x) field(name, t(as.matrix(x)))
# The test of proportional hazards from what each row or cluster adds to the slope along g(t): stretches from one departure to
# the next, in which price * g and so on are covariates with coefficient 0.
robust_over_time <- function(fit, scale, d, right) {
  over <- cox.zph(fit, scale)
  known <- !duplicated(over$time)
  long <- survSplit(Surv(start, month, left) ~ ., d, cut = sort(over$time[known]))
  long$g <- over$x[known][match(long$month, over$time[known])]
  long$g[is.na(long$g)] <- 0
  what <- paste("Surv(start, month, left) ~ price + yearly + calls + I(price * g) + I(yearly * g) + I(calls * g)", right)
  there <- coxph(as.formula(what), long, weights = weight, init = c(coef(fit), 0, 0, 0), ties = fit$method, robust = FALSE,
    control = coxph.control(iter.max = 0))
  own <- residuals(there, "score", collapse = long$unit, weighted = TRUE)
  information <- solve(there$var)
  onto <- information[4:6, 1:3] %*% solve(information[1:3, 1:3])
  u <- colSums(own)[4:6]
  v <- crossprod(own[, 4:6] - own[, 1:3] %*% t(onto))
  c(u^2 / diag(v), u %*% solve(v, u))
}
robust <- function(fit, d, right = "") {
  parts <- field("robust_score", fit$rscore)
  for (scale in c("km", "identity", "rank", "log")) {
    parts <- c(parts, field(paste0("robust_over_time_", scale), robust_over_time(fit, scale, d, right)))
  }
  parts
}
newdata <- data.frame(price = 25, yearly = 1, calls = 2, region = 1)
one <- function(fit, strata = FALSE, residuals = TRUE, more = NULL) {
  parts <- c(
    field("coefficients", coef(fit)), field("errors", sqrt(diag(vcov(fit)))), field("log_likelihood", fit$loglik),
    field("score", fit$score), field("wald", fit$wald.test))
  if (!is.null(fit$naive.var)) parts <- c(parts, field("model_errors", sqrt(diag(fit$naive.var))))
  for (scale in c("km", "identity", "rank", "log")) {
    parts <- c(parts, field(paste0("proportional_", scale), cox.zph(fit, scale)$table[, "chisq"]))
  }
  parts <- c(parts, more)
  pairs <- concordance(fit, keepstrata = FALSE)
  parts <- c(parts, field("pairs", pairs$count), field("concordance", c(pairs$concordance, sqrt(pairs$var))))
  curves <- if (strata) survfit(fit, newdata) else survfit(fit, newdata[, 1:3])
  loglog <- if (strata) survfit(fit, newdata, conf.type = "log-log") else survfit(fit, newdata[, 1:3], conf.type = "log-log")
  at <- curves$n.event > 0
  parts <- c(parts, field("times", curves$time[at]), field("survival", curves$surv[at]),
    field("hazard_errors", curves$std.err[at]), field("log_lower", curves$lower[at]), field("log_upper", curves$upper[at]),
    field("log_log_lower", loglog$lower[at]), field("log_log_upper", loglog$upper[at]))
  parts <- c(parts, field("martingale", residuals(fit, "martingale")))
  if (residuals) {
    parts <- c(parts, field("deviance", residuals(fit, "deviance")), by_row("score_residuals", residuals(fit, "score")),
      by_row("dfbeta", residuals(fit, "dfbeta")), by_row("schoenfeld", residuals(fit, "schoenfeld")),
      by_row("scaled", residuals(fit, "scaledsch")))
  }
  paste0("{", paste(parts, collapse = ",\n  "), "}")
}
# With late entries and exact ties R gives the fit without its class.
bare <- function(fit) paste0("{", paste(c(field("coefficients", fit$coefficients), field("errors", sqrt(diag(fit$var))),
  field("log_likelihood", fit$loglik), field("score", fit$score), field("wald", fit$wald.test)), collapse = ",\n  "), "}")
weighted <- coxph(Surv(month, left) ~ price + yearly + calls, d, weights = weight, robust = TRUE, control = fine)
everything <- coxph(Surv(entered, month, left) ~ price + yearly + calls + strata(region) + cluster(store), d,
  weights = weight, control = fine)
everything_breslow <- coxph(Surv(entered, month, left) ~ price + yearly + calls + strata(region) + cluster(store), d,
  weights = weight, ties = "breslow", control = fine)
by_customer <- transform(d, start = 0, unit = seq_len(nrow(d)))
by_store <- transform(d, start = entered, unit = store)
cases <- list(
  efron = one(coxph(Surv(month, left) ~ price + yearly + calls, d, control = fine)),
  breslow = one(coxph(Surv(month, left) ~ price + yearly + calls, d, ties = "breslow", control = fine)),
  exact = one(coxph(Surv(month, left) ~ price + yearly + calls, d, ties = "exact", control = fine), residuals = FALSE),
  late = one(coxph(Surv(entered, month, left) ~ price + yearly + calls, d, control = fine)),
  late_exact = bare(coxph(Surv(entered, month, left) ~ price + yearly + calls, d, ties = "exact", control = fine)),
  strata = one(coxph(Surv(month, left) ~ price + yearly + calls + strata(region), d, control = fine), strata = TRUE),
  weighted = one(weighted, more = robust(weighted, by_customer)),
  everything = one(everything, strata = TRUE, more = robust(everything, by_store, "+ strata(region)")),
  everything_breslow = one(everything_breslow, strata = TRUE, more = robust(everything_breslow, by_store, "+ strata(region)")))
pair <- function(it) numbers(c(it$concordance, sqrt(it$var)))
more <- c(
  uno = pair(concordance(Surv(month, left) ~ price, d, timewt = "n/G2", reverse = TRUE)),
  uno_until_12 = pair(concordance(Surv(month, left) ~ price, d, timewt = "n/G2", reverse = TRUE, ymax = 12)),
  uno_weighted = pair(concordance(Surv(month, left) ~ price + strata(region), d, weights = weight, timewt = "n/G2",
    reverse = TRUE, keepstrata = FALSE)))
body <- c(sprintf('"%s": %s', names(cases), cases), sprintf('"%s": %s', names(more), more))
writeLines(paste0("{", paste(body, collapse = ",\n"), "}"), "tenures.json")
