-- The rules by hand for DuckDB, for a table without NULL.
-- Sets are bit masks, bit i for member i. motives: leadership 1, teach-well 2, research 4, repair-cv 8,
-- peers 16; activities: lectures 1, curriculum 2, assessment 4, simulation 8, supervision 16;
-- signals: leader 1, scholar 2, teacher 4, mender 8, follower 16;
-- obstacles: time 1, money 2, contract 4, motive 8.
WITH first AS (
  SELECT
    *,
    CASE
      WHEN (person__teaching_years >= 5 AND person__stage IN ('junior', 'senior'))
        OR (person__papers >= 30 AND person__stage IN ('fellow', 'junior', 'senior'))
      THEN 'strong'
      WHEN person__teaching_years >= 3 OR person__papers >= 10 THEN 'good'
      WHEN person__activities & 6 <> 0 THEN 'fair'
      ELSE 'weak'
    END AS standing,
    CASE WHEN person__activities & 2 <> 0 THEN 3 ELSE 0 END
      + CASE WHEN person__activities & 4 <> 0 THEN 2 ELSE 0 END
      + CASE WHEN person__activities & 8 <> 0 AND person__teaching_years >= 2 THEN 2 ELSE 0 END
      + CASE WHEN person__activities & 16 <> 0 THEN 1 ELSE 0 END
      + CASE WHEN person__papers >= 20 THEN 4 WHEN person__papers >= 5 THEN 2 ELSE 0 END
      - CASE WHEN person__on_leave THEN 2 ELSE 0 END AS credit,
    CASE
      WHEN person__motives & 1 <> 0 AND person__stage IN ('fellow', 'junior', 'senior') THEN 1
      ELSE 0
    END
      + CASE WHEN person__papers >= 10 OR person__role = 'researcher' THEN 2 ELSE 0 END
      + CASE WHEN person__motives & 2 <> 0 AND person__role <> 'researcher' THEN 4 ELSE 0 END
      + CASE WHEN person__motives & 8 <> 0 THEN 8 ELSE 0 END
      + CASE WHEN person__motives & 17 = 16 THEN 16 ELSE 0 END AS signals,
    person__contract = 'permanent'
      OR (person__contract = 'fixed-term' AND house__chair_agrees) AS secure,
    CASE house__funding
      WHEN 'none' THEN course__price
      WHEN 'partial' THEN greatest(0, course__price - house__amount)
      ELSE 0
    END AS share,
    NOT person__on_leave AND person__hours >= course__hours AS time_fits,
    CASE
      WHEN house__funding = 'full' AND house__protected THEN 'strong'
      WHEN house__funding <> 'none' OR (house__protected AND house__chair_agrees) THEN 'some'
      ELSE 'none'
    END AS backing,
    course__hours * course__weeks AS hours_total
  FROM facts
),
second AS (
  SELECT
    *,
    person__budget >= share OR (house__chair_agrees AND person__budget * 2 >= share) AS money_fits,
    CASE WHEN credit >= 7 THEN 'high' WHEN credit >= 3 THEN 'medium' ELSE 'low' END AS depth,
    hours_total * 0.5 + course__weeks * 2 AS burden
  FROM first
),
third AS (
  SELECT
    *,
    CASE
      WHEN signals & 1 <> 0 AND standing IN ('good', 'strong') THEN 'clear'
      WHEN signals & 2 <> 0 AND credit >= 7 THEN 'clear'
      WHEN signals & 4 <> 0 OR credit >= 3 THEN 'partly'
      ELSE 'unclear'
    END AS direction,
    CASE WHEN time_fits THEN 0 ELSE 1 END
      + CASE WHEN money_fits THEN 0 ELSE 2 END
      + CASE WHEN NOT secure AND course__level IN ('masters', 'doctorate') THEN 4 ELSE 0 END
      + CASE WHEN signals & 12 = 8 THEN 8 ELSE 0 END AS obstacles
  FROM second
),
fourth AS (
  SELECT
    *,
    credit * 10 - burden * 0.25 + CASE WHEN direction = 'clear' THEN 20 ELSE 0 END AS score
  FROM third
)
SELECT
  row,
  standing,
  credit,
  signals,
  secure,
  hours_total,
  share,
  time_fits,
  money_fits,
  backing,
  depth,
  burden,
  direction,
  obstacles,
  score,
  CASE
    WHEN obstacles & 8 <> 0 OR (direction = 'unclear' AND score < 0) THEN 'no'
    WHEN direction = 'clear' AND obstacles & 3 = 0 AND backing <> 'none' THEN 'apply'
    WHEN direction = 'clear' AND score >= 30 THEN 'apply-later'
    WHEN direction = 'partly' AND burden <= 300 THEN 'short-course'
    ELSE 'ask'
  END AS outcome
FROM fourth
